"""Feast's offline retrieval over Parquet files, in a process that lives as long as the benchmark.

`python retrieve.py FOLDER VIEWS`: FOLDER holds `spine.parquet` (id, at) and for each view 1 … VIEWS a file `vN.parquet`
(id, at, f1, f2). It prints a line when it is ready. For each line that it is sent it retrieves all features of all spine
rows once and prints `{"milliseconds": …}`; for the line `save` it writes what it retrieved last to `feast.parquet`.
"""

import datetime
import json
import logging
import os
import pathlib
import sys
import time
import warnings

os.environ["FEAST_USAGE"] = "False"
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import pandas
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Float64, Int64


def feature_view(folder, number, entity):
    source = FileSource(path=str(folder / f"v{number}.parquet"), timestamp_field="at")
    fields = [Field(name=f"v{number}_f1", dtype=Float64), Field(name=f"v{number}_f2", dtype=Int64)]
    # A time to live of zero is none: the newest row before the spine's moment, however old.
    return FeatureView(
        name=f"v{number}", entities=[entity], ttl=datetime.timedelta(0), schema=fields, source=source
    )


def open_store(folder, views):
    store = FeatureStore(
        config=RepoConfig(
            project="bench",
            provider="local",
            registry=str(folder / "registry.db"),
            offline_store={"type": "dask"},
            online_store=None,
            entity_key_serialization_version=3,
        )
    )
    entity = Entity(name="who", join_keys=["id"], value_type=ValueType.INT64)
    store.apply([entity, *(feature_view(folder, number, entity) for number in range(1, views + 1))])
    return store


def main():
    folder, views = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    store = open_store(folder, views)
    spine = pandas.read_parquet(folder / "spine.parquet").rename(columns={"at": "event_timestamp"})
    features = [f"v{v}:v{v}_f{f}" for v in range(1, views + 1) for f in (1, 2)]
    print(json.dumps({"ready": len(spine)}), flush=True)
    training = None
    for line in sys.stdin:
        if line.strip() == "save":
            training.rename(columns={"event_timestamp": "at"}).to_parquet(folder / "feast.parquet")
            print(json.dumps({"rows": len(training)}), flush=True)
            continue
        start = time.perf_counter()
        training = store.get_historical_features(entity_df=spine, features=features).to_df()
        print(json.dumps({"milliseconds": (time.perf_counter() - start) * 1000}), flush=True)


main()
