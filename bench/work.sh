#!/usr/bin/env bash
# What hashing, signing, checking and encoding cost one core of this machine: the figures of a profile in hardware/devices.
. "$(dirname "$0")/lib.sh"
bench WorkBench
