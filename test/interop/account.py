"""The served account, as `scripts/interop.mjs` started it, and connections of the official clients to it."""

import json
import os
import uuid

import snowflake.connector

ENDPOINT = json.loads(os.environ["FIRN_ENDPOINT"])


def options(**more):
    """Connection options: the ones of a Snowflake account, with the address of a local one."""
    return {
        "account": ENDPOINT["account"],
        "user": ENDPOINT["user"],
        "password": ENDPOINT["password"],
        "host": ENDPOINT["host"],
        "port": ENDPOINT["port"],
        "protocol": ENDPOINT["protocol"],
        **more,
    }


def connect(**more):
    return snowflake.connector.connect(**options(**more))


def fresh_database(connection):
    """A database of its own for a test class, current in `connection`; its name."""
    name = f"INTEROP_{uuid.uuid4().hex[:8].upper()}"
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.cursor().execute(f"USE SCHEMA {name}.PUBLIC")
    return name
