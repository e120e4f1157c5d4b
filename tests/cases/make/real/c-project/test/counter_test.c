#include "counter.h"
test 2 -eq 2
