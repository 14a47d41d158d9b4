#!/bin/sh
# Builds the benchmark, runs it, and keeps the figures in bench/results/.
#   bench/run.sh                          everything: about a quarter of an hour
#   bench/run.sh --quick                  everything, roughly: some minutes
#   bench/run.sh --scenario pair --cap 0  some of it; --help shows all options
set -eu
bench=$(cd "$(dirname "$0")" && pwd -P)
jdk=$("$bench/build-jar")
case " $* " in
*" --help "*) ;;
*" --out "*) ;;
*)
    mkdir -p "$bench/results"
    set -- "$@" --out "$bench/results/$(date -u +%Y-%m-%dT%H%M%SZ)-$(getconf _NPROCESSORS_ONLN)-cores.tsv"
    ;;
esac
exec "$jdk/bin/java" -jar "$bench/jvm/target/bench.jar" "$@"
