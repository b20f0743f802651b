"""The pull scenarios: images made for them, served by a registry on loopback over TLS."""
import random
import shutil
import statistics
import time

import images
import registry
from processes import Failed, watched
from table import Table


def half_random(size, seed):
    """Bytes that gzip to about half."""
    source = random.Random(seed)
    block = b"".join(source.randbytes(2048) + b"a small boat that one person handles alone. "[:44] * 47 for _ in range(256))
    return (block * (size // len(block) + 1))[:size]


def file_layer(size, seed):
    return images.tar_bytes(lambda archive: images.add(archive, f"data/{seed}", half_random(size, seed), 0o644))


def many_files(count):
    blocks = [half_random(10000, seed) for seed in range(16)]

    def fill(archive):
        for i in range(count):
            if i % 100 == 0:
                images.add(archive, f"files/{i // 100}")
            images.add(archive, f"files/{i // 100}/{i}", blocks[i % 16][:500 + i * 37 % 9000], 0o644)
    return images.tar_bytes(fill)


def serve(ground, tag, make_layers):
    """The address of an image in the ground's registry, which is started for the first one."""
    if not shutil.which("docker-registry") or not shutil.which("skopeo"):
        raise Failed("it needs docker-registry and skopeo")
    if not ground.served:
        ground.served = registry.Registry(ground.disk / "registry", None, is_filled=False)
    layout = images.Layout(ground.served.folder / "layout")
    layout.image(tag, [layout.layer(tar) for tar in make_layers()], {"Cmd": ["true"]})
    ground.served.push(tag)
    shutil.rmtree(layout.folder)
    return f"localhost:{ground.served.port}/library/{tag}:latest"


def pull_of(title, tag, make_layers):
    """Each engine in turn, into a store without the image; its memory in a round of its own, which is not timed."""
    def scenario(ground, options):
        account = ground.account("root")
        image = serve(ground, tag, lambda: make_layers(options.scale))
        table = Table(title + (f", {options.scale} times less" if options.scale > 1 else ""), ("", "seconds", "peak PSS MB"))
        seconds, peaks = {}, {}
        for i in range(1 + min(3, options.slow_runs)):
            for engine in (account.engines["skiff"], *ground.peers_of(account)):
                command = engine.pull(ground.served, image)
                ground.write_out()
                if i == 0:
                    peaks[engine.name] = watched(account.command(*command), engine.daemons(), env=account.environment(),
                                                 cwd=account.folder) / 1024
                else:
                    start = time.monotonic()
                    account.run(*command)
                    seconds.setdefault(engine.name, []).append(time.monotonic() - start)
                    print(f"# round {i}: {engine.name} {seconds[engine.name][-1]:.2f} s", flush=True)
                engine.do("rmi", image)
        for name, found in seconds.items():
            with_daemons = " and its daemons" if account.engines[name].daemons() else ""
            table.row(f"{name} pull{with_daemons}", statistics.median(found), peaks[name])
            if name != "skiff":
                table.ratio(f"{name}'s time / skiff's", statistics.median(found) / statistics.median(seconds["skiff"]))
                table.ratio(f"{name}'s memory / skiff's", peaks[name] / peaks["skiff"])
        table.bar("skiff's peak memory", peaks["skiff"], "<=", 32, "MB")
        return table
    return scenario


ALL = {
    "pull-memory": pull_of("pull of one 1 GB layer", "gigabyte", lambda scale: [file_layer(1000000000 // scale, 1)]),
    "pull-layers": pull_of("pull of ten 50 MB layers", "ten", lambda scale: [file_layer(50000000 // scale, i) for i in range(10)]),
    "pull-files": pull_of("pull of a layer of 20,000 files", "files", lambda scale: [many_files(20000 // scale)]),
}
