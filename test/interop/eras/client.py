"""
What a client of another day does with feature stores of others, and with one of its own. Reads what to do from the standard input as
JSON and prints what it saw as JSON on its last line.
"""

import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
logging.getLogger("snowflake").setLevel(logging.CRITICAL)

from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView  # noqa: E402
from snowflake.ml.version import VERSION  # noqa: E402
from snowflake.snowpark import Session  # noqa: E402


def rows(frame):
    return [row.as_dict() for row in frame.collect()]


def opened(session, place, **more):
    return FeatureStore(session, place["database"], place["store"], default_warehouse=place["warehouse"], **more)


def seen(session, place):
    """Everything of a store: what is listed, each view as it is read again, its rows, training data of it, and what is left when it is deleted."""
    store = opened(session, place)
    found = {"entities": rows(store.list_entities()), "read": {}, "tables": {name: rows(session.table(name)) for name in place.get("tables", [])}}
    try:
        found["views"] = rows(store.list_feature_views())
    except TypeError as error:
        # This client's own reader of views does not know what later clients write about them.
        return {**found, "error": str(error)}
    for row in found["views"]:
        view = store.get_feature_view(row["NAME"], row["VERSION"])
        found["read"][f"{row['NAME']}@{row['VERSION']}"] = {
            "status": view.status.value,
            "keys": [str(key) for entity in view.entities for key in entity.join_keys],
            "timestamp": None if view.timestamp_col is None else str(view.timestamp_col),
            "refresh": view.refresh_freq,
            "desc": view.desc,
            "descriptions": {str(name): text for name, text in view.feature_descs.items()},
            "rows": rows(store.read_feature_view(view)),
        }
    if place.get("spine") is not None:
        spine = session.sql(place["spine"])
        view = store.get_feature_view(*place["of"])
        values = store.retrieve_feature_values(spine, [view], spine_timestamp_col="AT")
        made = store.generate_dataset(name=place["dataset"], version="v1", spine_df=spine, features=[view], spine_timestamp_col="AT")
        found["values"] = rows(values)
        found["dataset"] = json.loads(made.read.to_pandas().to_json(orient="records"))
    if "delete" in place:
        for name in place["delete"]:
            store.delete_feature_view(store.get_feature_view(name, "V1"))
        for row in found["entities"]:
            store.delete_entity(row["NAME"])
        found["left"] = {"entities": rows(store.list_entities()), "views": rows(store.list_feature_views())}
    return found


def made(session, place):
    """A store of this client's own: registered, refreshed, suspended, resumed; one view is deleted again."""
    store = opened(session, place, creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
    entity = Entity("CUSTOMER", ["ID"], desc="made long ago")
    store.register_entity(entity)
    frame = session.sql(place["query"])
    states = []

    def register(name, refresh):
        view = FeatureView(name, [entity], frame, timestamp_col="TS", refresh_freq=refresh, desc=f"{name} of old")
        view = view.attach_feature_desc({"AMT": "amount spent"})
        registered = store.register_feature_view(view, version="V1", block=True)
        states.append(registered.status.value)
        return registered

    managed = register("MANAGED", "1 minute")
    register("PLAIN", None)
    passing = register("PASSING", None)
    states.append(store.suspend_feature_view(managed).status.value)
    states.append(store.resume_feature_view(store.get_feature_view("MANAGED", "V1")).status.value)
    store.delete_feature_view(passing)
    return {"states": states, **seen(session, place)}


def main():
    work = json.load(sys.stdin)
    session = Session.builder.configs(work["options"]).create()
    result = {"version": VERSION, "own": made(session, work["own"]), "others": {name: seen(session, place) for name, place in work["others"].items()}}
    session.close()
    print(json.dumps(result, default=str))


main()
