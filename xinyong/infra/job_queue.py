"""Jobs in the same database, deferred by name inside the transaction that causes them."""

from procrastinate.contrib.django import app


def defer(task: str, **arguments: int | str) -> None:
    """Queue a task by its name; it vanishes with the transaction if that fails.

    Args:
        task: Full name, `xinyong.collection.tasks.process`.
        arguments: Ids and codes only: they are stored in clear.
    """
    app.configure_task(task).defer(**arguments)
