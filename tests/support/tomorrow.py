"""`python -m tests.support.tomorrow summary`: a command of safehouse as it would run at this time tomorrow."""

from datetime import UTC, datetime, timedelta

import time_machine

from safehouse.cli import main

if __name__ == "__main__":
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        main()
