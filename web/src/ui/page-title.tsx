/** The heading of a page: takes the focus after navigation and names the document. */
import { useEffect } from 'preact/hooks';

interface TitleProps {
  readonly children: string;
}

export function PageTitle({ children }: TitleProps) {
  useDocumentTitle(children);
  return <h1 tabIndex={-1}>{children}</h1>;
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Roundhouse`;
  }, [title]);
}
