/** A file as text, for tests that hold a page of the documentation to its word. */
declare module '*?raw' {
  const text: string;
  export default text;
}
