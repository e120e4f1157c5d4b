/**
 * Runs in the head, before the first paint: the theme that the reader chose, if one was. Inline, so the policy of the
 * pages carries its hash.
 */
export const themeScript =
  'try{const t=localStorage.getItem("theme");if(t)document.documentElement.dataset.theme=t}catch{}';
