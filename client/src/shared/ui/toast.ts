import { notifications } from '@mantine/notifications';
import { problemText } from '@/shared/api';

/** A short message of success in the corner; its container is a live region. */
export function toast(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 4000 });
}

/** The reason why something did not work, in the corner. */
export function toastProblem(error: unknown): void {
  notifications.show({ message: problemText(error), color: 'red', autoClose: 8000 });
}
