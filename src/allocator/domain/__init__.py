"""The words of the field as values: scenario, parameters, plan, proof, outcome."""
