/* What the framework asks its style engine for: elements. A `style` becomes the element's own. */
import { createElement } from "react";

export const jsx = (type, props, ...children) => {
  if (!props || !("css" in props)) return createElement(type, props, ...children);
  const { css: style, ...others } = props;
  return createElement(type, { ...others, style }, ...children);
};
