import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

export type LinkBase<P> = P &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P> & { ref?: Ref<HTMLAnchorElement> };

/** A button's look on a link to another page. */
export const ButtonLink = createLink((props: LinkBase<ButtonProps>) => (
  <Button component="a" {...props} />
));

export const AnchorLink = createLink((props: LinkBase<AnchorProps>) => <Anchor {...props} />);
