"""The data of reports, and reports that come by themselves."""
