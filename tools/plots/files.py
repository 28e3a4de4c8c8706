"""What the figures are made of: results, comparisons and tables of sweeps, read from their files."""

import contextlib
import csv
import json
import pathlib

RESULT, COMPARISON = "ridgeline-result/1", "ridgeline-comparison/1"


class Problem(Exception):
    """What is wrong with an input, in one line that names the file."""


@contextlib.contextmanager
def reading(path):
    """Says of which file it is that something is missing or not of its kind."""
    try:
        yield
    except Problem:
        raise
    except OSError as error:
        raise Problem(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except json.JSONDecodeError as error:
        raise Problem(f"{path}:{error.lineno}:{error.colno}: is no JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise Problem(f"{path}: is no text in UTF-8") from None
    except KeyError as error:
        raise Problem(f"{path}: has no {error}") from None
    except (TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError, csv.Error) as error:
        raise Problem(f"{path}: has a value of a wrong kind: {error}") from None


def document(path, schema, made_by):
    """A JSON document of a schema."""
    with reading(path):
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.get("schema") != schema:
            raise Problem(f"{path}: is no {schema}, which {made_by} writes")
        return found


def result(path):
    """A `result.json`, or that of an output folder."""
    path = pathlib.Path(path)
    path = path / "result.json" if path.is_dir() else path
    found = document(path, RESULT, "ridgeline run -o")
    found["path"] = path
    with reading(path):
        found["operators"], found["total"]["cycles"], found["network"], found["design"]["name"]
    return found


def comparison(path):
    return document(pathlib.Path(path), COMPARISON, "ridgeline compare --format json")


class Table:
    """A sweep's CSV: its axes, and the rows that have results and keep the constraints."""

    def __init__(self, path):
        self.path = path
        with reading(path):
            with open(path, encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file)
                self.columns = list(rows.fieldnames or [])
                if self.columns[:1] != ["point"] or "status" not in self.columns:
                    raise Problem(f"{path}: is no table of a sweep, which ridgeline sweep collect --csv writes")
                everything = list(rows)
        self.axes = self.columns[1:self.columns.index("status")]
        self.rows = [row for row in everything if row["status"] == "ok" and row.get("feasible") not in ("false", "0")]
        self.left_out = len(everything) - len(self.rows)
        if not self.rows:
            raise Problem(f"{path}: has no point with a result")

    def need(self, name):
        if name not in self.columns:
            raise Problem(f"{self.path}: has no column '{name}'; it has {', '.join(self.columns)}")
        return name

    def numbers(self, name):
        """A column's numbers; None where a figure is undefined."""
        self.need(name)
        with reading(self.path):
            return [float(row[name]) if row[name] else None for row in self.rows]
