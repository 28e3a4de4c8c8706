"""The networks in Traces/, from their structure."""
