"""The databases of the tests are real, empty and durable."""

import sqlalchemy
from sqlalchemy.pool import NullPool

from tests.support.postgres import PostgresServer


def test_a_test_gets_an_empty_database_of_each_sort(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url, poolclass=NullPool)
    assert sqlalchemy.inspect(engine).get_table_names() == []


def test_postgres_runs_with_the_durability_that_the_service_demands(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        settings = {
            name: connection.execute(sqlalchemy.text(f"SHOW {name}")).scalar_one()
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }
    assert settings == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def test_a_database_can_be_a_copy_of_another(postgres_server: PostgresServer) -> None:
    template = postgres_server.create_database()
    _execute(postgres_server.url(template), "CREATE TABLE house (id text)")
    copy = postgres_server.create_database(template)
    try:
        _execute(postgres_server.url(copy), "SELECT id FROM house")
    finally:
        postgres_server.drop_database(copy)
        postgres_server.drop_database(template)


def _execute(url: str, statement: str) -> None:
    with sqlalchemy.create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(sqlalchemy.text(statement))
