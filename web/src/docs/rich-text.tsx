/** Descriptions as the document has them: plain English with code between backticks. */
export function RichText({ children }: { readonly children: string }) {
  const parts = children.split('`');
  return <span lang="en">{parts.map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}</span>;
}
