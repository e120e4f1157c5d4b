#include "words.h"
echo main >/dev/null
