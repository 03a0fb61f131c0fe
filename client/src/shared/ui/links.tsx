import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Menu,
  type MenuItemProps,
} from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Base<P> = P &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P> & { ref?: Ref<HTMLAnchorElement> };

/** A button's look on a link to another page. */
export const ButtonLink = createLink((props: Base<ButtonProps>) => (
  <Button component="a" {...props} />
));

export const AnchorLink = createLink((props: Base<AnchorProps>) => <Anchor {...props} />);

export const MenuItemLink = createLink((props: Base<MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
));
