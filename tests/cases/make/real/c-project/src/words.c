#include "counter.h"
#include "words.h"
echo words >/dev/null
