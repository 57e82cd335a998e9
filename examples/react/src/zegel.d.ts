// What React needs to know of the element: its properties are set as such.
import type { ZegelProtect } from "zegel/element";
import type { DetailedHTMLProps, HTMLAttributes } from "react";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "zegel-protect": DetailedHTMLProps<HTMLAttributes<ZegelProtect>, ZegelProtect>
        & Partial<Pick<ZegelProtect, "engine" | "bundle" | "draft" | "recipients" | "certificates" | "contents" | "letters" | "language">>;
    }
  }
}
