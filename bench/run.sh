#!/bin/sh
# Builds the benchmark, runs it, and keeps the figures in bench/results/.
#   bench/run.sh                          everything: hours; 5 processes a cell, each 7 rounds after it has settled
#   bench/run.sh --quick                  everything, roughly
#   bench/run.sh pair mxm --cap 0         some of it; --help shows all options
#   bench/run.sh --impl handoff,go        some of the peers; the others are not built
# A peer whose tools are missing is left out, with a line that says what to install; with BENCH_ALL=1 nothing at all is
# measured in that case.
set -eu
bench=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
jdk=$("$bench/build-jar")

# Whether a peer of the folder $1 is wanted by --impl, whose value is $2: the beginning of a name is enough.
wanted() {
    [ -n "$2" ] || return 0
    for name in $("$1/peer" names); do
        for word in $(echo "$2" | tr ',' ' '); do
            case $name in "$word"*) return 0 ;; esac
        done
    done
    return 1
}

# Prints what the harness must be told of the folder $1, or says on standard error why it is left out.
folder() {
    missing=$("$1/peer" missing)
    if [ -n "$missing" ]; then
        echo "bench/$(basename "$1") is left out; to have it: $missing" >&2
    elif "$1/peer" build >&2; then
        echo "$1"
    else
        echo "bench/$(basename "$1") is left out: it could not be built" >&2
    fi
}

impl=
previous=
for word in "$@"; do
    [ "$previous" != --impl ] || impl=$word
    previous=$word
done
case " $* " in
*" --help "*) ;;
*)
    for peer in "$bench"/*/peer; do
        if wanted "$(dirname "$peer")" "$impl"; then
            built=$(folder "$(dirname "$peer")")
            if [ -n "$built" ]; then
                set -- "$@" --folder "$built"
            else
                [ -z "${BENCH_ALL-}" ] || exit 2
                for name in $("$peer" names); do set -- "$@" --absent "$name"; done
            fi
        fi
    done
    ;;
esac
case " $* " in
*" --help "* | *" --out "* | " list "*) ;;
*)
    mkdir -p "$bench/results"
    set -- "$@" --out "$bench/results/$(date -u +%Y-%m-%dT%H%M%SZ)-$(getconf _NPROCESSORS_ONLN)-cores.tsv"
    ;;
esac
exec "$jdk/bin/java" -jar "$bench/jvm/target/bench.jar" "$@"
