/* SPDX-License-Identifier: MIT */
/* Limits of control groups: either version may be mounted, and a limit may be anywhere above our group. */
#pragma once

#include <stdint.h>

/*
 * The least of what `v2` or `v1` say for the directory of our own group and all its ancestors; UINT64_MAX = no limit. `controller` is
 * version 1's name for it ("cpu", "memory"). root goes in front of /proc and /sys ("" on a real machine). Either function may be NULL.
 */
uint64_t cgroup_least(const char *root, const char *controller, uint64_t (*v2)(const char *dir), uint64_t (*v1)(const char *dir));

/* The first number in dir/name; `none` when there is none ("max"). */
uint64_t cgroup_number(const char *dir, const char *name, uint64_t none);
