import { splitJson } from './split-json.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isObjectLine = (line: string): boolean => {
  const { documents, rest } = splitJson(line);
  return line.startsWith('{') && rest === '' && documents.some(isJson);
};

/**
 * The documents in a file of events: one JSON document, several one after the other with or without
 * line breaks between and in them, JSON lines, or plain text.
 *
 * Where the whole is neither one nor several, each non-blank line is a document when at least one,
 * not indented, consists of objects. A line that is broken stays one: the reader of the document
 * says so. A broken document over several lines has no such line, and stays whole.
 */
export const splitDocuments = (file: string): readonly string[] => {
  const text = file.replace(/^\uFEFF/, '');
  if (isJson(text)) return [text];
  const { documents, rest } = splitJson(text);
  if (rest === '' && documents.length > 1 && documents.every(isJson)) return documents;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.some(isObjectLine) ? lines : [text];
};
