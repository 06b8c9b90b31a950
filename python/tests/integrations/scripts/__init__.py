"""Programs of several processes that the tests start: `script.py PORT FOLDER`."""
