/** Value of a JSON text; undefined for any other text. JSON itself has no undefined. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
