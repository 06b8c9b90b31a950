"""Data-parallel training of a small network on handwritten digits, with Prometheus metrics."""

import os

# The matrices are tiny: more BLAS threads only take cores from the other ranks. NumPy reads
# these when it is loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")
