/** The numeric comparisons of test(1) and `[[`: -eq -ne -lt -le -gt -ge. */
export function compareNumbers(operator: string, left: number | bigint, right: number | bigint): boolean {
  switch (operator) {
    case "-eq":
      return left == right;
    case "-ne":
      return left != right;
    case "-lt":
      return left < right;
    case "-le":
      return left <= right;
    case "-gt":
      return left > right;
    default:
      return left >= right;
  }
}
