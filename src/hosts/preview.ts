/** The script of /preview.html. */
import { becomePreview } from "#preview/frame";

becomePreview();
