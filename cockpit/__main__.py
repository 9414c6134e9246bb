"""`python -m cockpit`: the same as the command `cockpit`."""

if __name__ == "__main__":
    from cockpit.cli.main import main

    main()
