# Every target does its own set-up; without network once the environment is there.
.PHONY: setup demo test check lock clean gentl gentl-asan

BIN := .venv/bin

setup: ## make .venv as uv.lock says
	@sh packaging/setup.sh

demo: setup ## inspect the sample captures and write the report
	@$(BIN)/inspector demo

test: setup gentl ## the tests but the slow ones
	@$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

check: setup ## lint, types (also as on Windows), floors of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	$(BIN)/lint-imports --no-logo

GENTL := packaging/gentl
GENTL_SOURCES := $(wildcard $(GENTL)/*.cpp $(GENTL)/*.h) $(GENTL)/nodes.xml $(GENTL)/build.sh

gentl: ## the virtual GenTL camera, where there is a C++ compiler
	@if command -v $${CXX:-g++} >/dev/null; then $(MAKE) -s $(GENTL)/build/inspector_virtual.cti; \
	else echo "gentl: no g++, the virtual camera is not built; run: apt-get install g++" >&2; fi

$(GENTL)/build/inspector_virtual.cti: $(GENTL_SOURCES)
	@sh $(GENTL)/build.sh $@

lock: setup ## resolve the dependencies anew, from the public index only
	@uv=$$(command -v uv || echo .tools/uv/bin/uv) && \
	env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	    "$$uv" lock --default-index https://pypi.org/simple

clean: ## remove the environment, the tools and all caches
	rm -rf packaging/gentl/build .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out dist inspector-demo
