#include "counter.h"
echo counter >/dev/null
