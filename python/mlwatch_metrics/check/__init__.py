"""`mlwatch check`: whether an endpoint meets the contract, and what to do where it does not."""
