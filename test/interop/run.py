"""Runs the tests of this folder and writes `{"passed", "failed", "skipped", "failures"}` to the file named by `--report`."""

import argparse
import json
import logging
import pathlib
import sys
import unittest
import warnings


class Count(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--report", required=True)
    arguments.add_argument("names", nargs="*", help="tests to run, as unittest names them; all of them when absent")
    chosen = arguments.parse_args()
    # The clients announce what they are about to deprecate; none of it is about the account.
    warnings.simplefilter("ignore")
    logging.getLogger("snowflake").setLevel(logging.CRITICAL)
    folder = pathlib.Path(__file__).parent
    sys.path.insert(0, str(folder))
    loader = unittest.defaultTestLoader
    tests = (
        loader.loadTestsFromNames(chosen.names)
        if chosen.names
        else loader.discover(str(folder), pattern="*_test.py", top_level_dir=str(folder))
    )
    runner = unittest.TextTestRunner(resultclass=Count, verbosity=2, warnings="ignore")
    result = runner.run(tests)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped) + len(result.expectedFailures)
    failures = [f"{test}\n{trace}" for test, trace in result.failures + result.errors]
    failures += [f"{test} passed, which was not expected" for test in result.unexpectedSuccesses]
    count = {"passed": result.passed, "failed": failed, "skipped": skipped, "failures": failures}
    pathlib.Path(chosen.report).write_text(json.dumps(count))
    sys.exit(1 if failed else 0)


main()
