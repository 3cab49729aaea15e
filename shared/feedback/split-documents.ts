const isObjectLine = (line: string): boolean => {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * The documents in a file of events: one JSON document, JSON lines, or plain text.
 *
 * Each non-blank line is a document when the whole is no JSON but at least one line, not indented, is an object by itself. A line that is
 * broken stays one: the reader of the document says so. A broken document over several lines has no such line, and stays whole.
 */
export const splitDocuments = (file: string): readonly string[] => {
  const text = file.replace(/^\uFEFF/, '');
  if (isJson(text)) return [text];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.some(isObjectLine) ? lines : [text];
};
