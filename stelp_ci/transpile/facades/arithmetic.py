"""Numbers: math, cmath, decimal, fractions, statistics, random, numbers."""

from .listing import listing

ARITHMETIC = {
    # `factorial`, `comb` and `perm` make numbers as large as their arguments say: bounded. `prod` multiplies what the
    # program already holds, and `pow` is on floats.
    "math": listing(
        calls="acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh degrees dist erf erfc exp exp2 expm1 "
        "fabs floor fma fmod frexp fsum gamma gcd hypot isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 "
        "log1p log2 modf nextafter pow prod radians remainder sin sinh sqrt sumprod tan tanh trunc ulp",
        constants="e inf nan pi tau",
        wrapped="comb factorial perm",
    ),
    "cmath": listing(
        calls="acos acosh asin asinh atan atanh cos cosh exp isclose isfinite isinf isnan log log10 phase polar rect "
        "sin sinh sqrt tan tanh",
        constants="e inf infj nan nanj pi tau",
    ),
    # Contexts belong to the thread; what a program changes in them ends with its process.
    "decimal": listing(
        calls="getcontext localcontext setcontext",
        classes="Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DivisionByZero "
        "DivisionImpossible DivisionUndefined FloatOperation Inexact InvalidContext InvalidOperation Overflow Rounded "
        "Subnormal Underflow",
        constants="BasicContext DefaultContext ExtendedContext HAVE_CONTEXTVAR HAVE_THREADS MAX_EMAX MAX_PREC MIN_EMIN "
        "MIN_ETINY ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP "
        "ROUND_UP",
    ),
    "fractions": listing(classes="Fraction"),
    "statistics": listing(
        calls="correlation covariance fmean geometric_mean harmonic_mean kde kde_random linear_regression mean median "
        "median_grouped median_high median_low mode multimode pstdev pvariance quantiles stdev variance",
        classes="NormalDist StatisticsError",
    ),
    "random": listing(
        calls="betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits getstate "
        "lognormvariate normalvariate paretovariate randbytes randint random randrange sample seed setstate shuffle "
        "triangular uniform vonmisesvariate weibullvariate",
        classes="Random SystemRandom",
    ),
    "numbers": listing(classes="Complex Integral Number Rational Real"),
}
