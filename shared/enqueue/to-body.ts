/** The message as JSON; undefined when it cannot be written as JSON. */
export const toBody = (message: Readonly<Record<string, unknown>>): string | undefined => {
  try {
    return toQueueText(JSON.stringify(message));
  } catch {
    return undefined;
  }
};

/** Escapes two code points that JSON may hold unescaped and SQS refuses. */
const toQueueText = (json: string): string =>
  json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
