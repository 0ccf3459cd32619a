"""What counts as agreement, for the networks of every framework."""

LIMITS = {"loss": 1e-5, "gradient": 1e-4, "product": 1e-3}  # relative errors
PERTURBATION = 0.02  # standard deviation of what is added to every parameter
