"""Worker processes that decode, mask and shrink pictures for a wall, and their handles for the wall's side.

`pool`, `ring` and `facts` are the wall's side: standard library only, quick to import. `worker`, `stream`
and `masking` run in the spawned process.
"""
