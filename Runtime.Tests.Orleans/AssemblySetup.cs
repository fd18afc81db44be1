// Tests share a cluster, and count its bodies: they run one at a time.
[assembly: DoNotParallelize]
