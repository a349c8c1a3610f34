/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/maths.h"

#include <math.h>

#ifdef __GLIBC__
#include <dlfcn.h>
#include <gnu/lib-names.h>
#include <stdlib.h>

#include "base/err.h"

/*
 * Looked up at each call (half a microsecond; a comparison makes some ten thousand) rather than kept, so that the library has no
 * state. libm is a part of glibc's own package: without it nothing on the system works.
 */
static void *function(const char *name) {
	void *lib = dlopen(LIBM_SO, RTLD_LAZY), *f = lib ? dlsym(lib, name) : NULL;

	if (!f) {
		err_say("cannot load %s: %s", LIBM_SO, dlerror());
		abort();
	}
	return f;
}

static double call(const char *name, double x) {
	double (*f)(double);

	*(void **)&f = function(name); /* POSIX on dlsym */
	return f(x);
}

double maths_lgamma(double x) {
	double (*f)(double, int *);
	int sign;

	*(void **)&f = function("lgamma_r");
	return f(x, &sign);
}

double maths_exp(double x) {
	return call("exp", x);
}

double maths_log(double x) {
	return call("log", x);
}

double maths_log1p(double x) {
	return call("log1p", x);
}
#else
double maths_exp(double x) {
	return exp(x);
}

double maths_log(double x) {
	return log(x);
}

double maths_log1p(double x) {
	return log1p(x);
}

double maths_lgamma(double x) {
	int sign;

	return lgamma_r(x, &sign); /* lgamma writes a global */
}
#endif
