"""`python -m rsplan`."""

from rsplan.cli import main

if __name__ == "__main__":
    main()
