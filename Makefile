lock:
	.venv/bin/uv pip compile pyproject.toml --all-extras --generate-hashes --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements/all.txt
