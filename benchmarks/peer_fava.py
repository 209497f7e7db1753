"""What fava says of budgets: actual and budget of each account, as CSV. Runs in an environment that has fava.

    python benchmarks/peer_fava.py LEDGER BEGIN END

The ledger is loaded as fava loads it, without a server. The last day does not count any more.
"""

import csv
import sys
from datetime import date
from pathlib import Path

from fava.core import FavaLedger
from fava.core.tree import Tree


def main() -> None:
    """Print the table."""
    ledger = FavaLedger(str(Path(sys.argv[1]).absolute()))
    if ledger.errors:
        sys.exit(f"{len(ledger.errors)} errors, the first: {ledger.errors[0]}")
    begin, end = map(date.fromisoformat, sys.argv[2:4])
    tree = Tree(ledger.all_entries)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["account", "currency", "actual", "budget"])
    for account in sorted(tree):
        for currency, budget in ledger.budgets.calculate(account, begin, end).items():
            out.writerow([account, currency, tree[account].balance.get((currency, None)), budget])


if __name__ == "__main__":
    main()
