/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "builtin/builtin.h"

#include <string.h>

#define PACKED "[-cdfkqt] [-o OUT] FILE... | FILE OUT"
#define PACK(levels) "[" levels "cdfkqt] [-o OUT] FILE... | FILE OUT"

static const struct builtin table[] = {
	{ "bunzip2", PACKED, "unpack bzip2 files", builtin_bunzip2, false },
	{ "bzip2", PACK("-1..-9 -"), "pack with bzip2", builtin_bzip2, false },
	{ "gunzip", PACKED, "unpack gzip files", builtin_gunzip, false },
	{ "gzip", PACK("-1..-9 -"), "pack with gzip (zlib)", builtin_gzip, false },
	{ "unxz", PACKED, "unpack xz files", builtin_unxz, false },
	{ "xz", PACK("-0..-9 -e"), "pack with xz (liblzma)", builtin_xz, false },
	{ "unzstd", PACKED, "unpack Zstandard files", builtin_unzstd, false },
	{ "zstd", PACK("-1..-19 -"), "pack with Zstandard", builtin_zstd, false },
	{ "cat", "[-f] [-o OUT] FILE...", "the files one after the other", builtin_cat, false },
	{ "wc", "[-lwc] FILE...", "count lines, words and bytes", builtin_wc, false },
	{ "sha256", "FILE...", "SHA-256, in the lines of sha256sum", builtin_sha256, false },
	{ "xxh3", "FILE...", "the 64-bit checksum XXH3", builtin_xxh3, false },
	{ "crc32", "FILE...", "the checksum of gzip and zip", builtin_crc32, false },
	{ "stat", "[-L] [-c FORMAT] FILE...", "size, time, mode, kind and name", builtin_stat, false },
	{ "sleep", "TIME...", "wait", builtin_sleep, true },
	{ "fetch", "[-o OUT] [-H HEADER] [-m TIME] URL...", "what is at a URL (libcurl)", builtin_fetch, true },
};

const struct builtin *builtin_find(const char *name) {
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

const struct builtin *builtin_at(size_t i) {
	return i < sizeof(table) / sizeof(*table) ? &table[i] : NULL;
}

void builtin_forget(struct builtin_kept *kept) {
	if (kept->release)
		kept->release(kept->state);
	*kept = (struct builtin_kept){ .state = NULL };
}
