# Every target does its own set-up; without network once the environment is there.
.PHONY: setup demo run shots translations test check lock clean gentl gentl-asan

BIN := .venv/bin

setup: ## make .venv as uv.lock says
	@sh packaging/setup.sh

demo: setup ## inspect the sample captures and write the report
	@$(BIN)/inspector demo

# machine code of the inner loops, kept in the user's cache: without it the first panel takes a minute
WARM := .venv/.warm
KERNELS := inspector/jit.py $(shell find inspector -path '*/kernels/*.py')

$(WARM): $(KERNELS) | setup
	@echo "compiling the inner loops, once: about a minute" >&2
	@$(BIN)/python packaging/warm.py && touch $@

run: setup $(WARM) ## the desktop with a drawn camera and a simulated line
	@$(BIN)/inspector-station --simulated

shots: setup ## every screen as a picture, in both languages and sizes, into out/shots
	@$(BIN)/python -m ui.shots out/shots

translations: setup ## gather the Chinese of all screens
	@$(BIN)/python -m ui.translations

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

gentl-asan: ## the virtual GenTL camera under the sanitisers, with a small client in C++
	@sh $(GENTL)/build.sh $(GENTL)/build/asan/libinspector_virtual.so -g -O1 -fsanitize=address,undefined
	@$${CXX:-g++} -std=c++17 -g -O1 -fsanitize=address,undefined $(GENTL)/check/driver.cpp -o $(GENTL)/build/asan/driver \
	    $(GENTL)/build/asan/libinspector_virtual.so -Wl,-rpath,'$$ORIGIN'
	@env -u INSPECTOR_VIRTUAL_GENTL UBSAN_OPTIONS=halt_on_error=1 $(GENTL)/build/asan/driver 50 1000

lock: setup ## resolve the dependencies anew, from the public index only
	@uv=$$(command -v uv || echo .tools/uv/bin/uv) && \
	env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	    "$$uv" lock --default-index https://pypi.org/simple

clean: ## remove the environment, the tools and all caches
	rm -rf packaging/gentl/build .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out dist inspector-demo
