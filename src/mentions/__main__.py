"""`python -m mentions`."""

from mentions.cli.main import main

if __name__ == "__main__":
    main()
