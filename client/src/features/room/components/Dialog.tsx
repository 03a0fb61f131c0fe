import type { ReactNode } from 'react';
import { Dialog as SharedDialog } from '@/shared/ui/Dialog';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A dialog over the stage. */
export function Dialog(props: Props) {
  return <SharedDialog centered {...props} />;
}
