#include "words.h"
test one = one
