/* Built from js/ and widgets/: do not edit. */
var S=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,V=new RegExp(S.source),U=" ";function b(o){return String(o).replace(/\B(?=(\d{3})+$)/g,U)}function E(o){return(o.length>1e3?`${o.slice(0,1e3)}…`:o).replace(S,e=>e===`
`?"↵":e==="	"?"⇥":O(e))}function m(o){return V.test(o)?o.replaceAll(`\r
`,`
`).replace(S,t=>t===`
`||t==="	"?t:O(t)):o}function O(o){return o>""?`‹U+${o.charCodeAt(0).toString(16).toUpperCase()}›`:o===""?"␡":String.fromCharCode(9216+o.charCodeAt(0))}function N(o){let t=o?[o.message,o.hint??""].filter(Boolean):[];return t.map((e,i)=>i<t.length-1&&!/[.!?]$/.test(e)?`${e}.`:e).join(" ")}var B=new Set(["title","placeholder","aria-label","aria-description"]);function l(o,t={},...e){let i=document.createElement(o);for(let[r,s]of Object.entries(t))a(i,r,s);return i.append(...e.map(r=>typeof r=="string"?m(r):r)),i}function a(o,t,e){if(e===null||e===!1){o.hasAttribute(t)&&o.removeAttribute(t);return}let i=e===!0?"":String(e),r=B.has(t)?m(i):i;o.getAttribute(t)!==r&&o.setAttribute(t,r)}function u(o,t){let e=m(t);if(o.textContent===e)return;let i=o.firstChild;e&&i instanceof Text&&i===o.lastChild?i.data=e:o.textContent=e}var A="http://www.w3.org/2000/svg";function T(o){let t=document.createElementNS(A,"svg");for(let[i,r]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))t.setAttribute(i,r);let e=document.createElementNS(A,"path");return e.setAttribute("d",o),t.append(e),t}var _={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};function g(o,t,e){return{v:1,id:o,seq:t,...e}}var h=o=>typeof o=="number"&&Number.isSafeInteger(o)&&o>=0;function G(o){return typeof o!="object"||o===null?!1:Object.values(o).every(t=>h(t?.rows)&&h(t.blanks)&&Array.isArray(t.bins)&&Array.isArray(t.top))}function $(o){if(typeof o!="object"||o===null)return null;let t=o;return t.v!==1?null:t.kind==="rows"&&h(t.first)&&h(t.count)&&h(t.generation)?t.shift!==void 0&&!Number.isSafeInteger(t.shift)?null:o:t.kind==="distributions"&&h(t.rows)&&G(t.columns)||t.kind==="error"&&typeof t.message=="string"||t.kind==="answer"&&typeof t.id=="string"&&h(t.seq)&&typeof t.body=="object"&&t.body!==null||t.kind==="done"&&typeof t.id=="string"&&h(t.seq)?o:null}function v(){let o=crypto.getRandomValues(new Uint32Array(4));return Array.from(o,t=>t.toString(16).padStart(8,"0")).join("")}var F={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},W=new Set(["refresh","set_viewport","set_search","load_more"]),x=class{state="open";seq=0;#i=v();#s=new Map;#t=new Map;#r;#o;constructor(t,e){this.#r=t,this.#o=e,t.on("msg:custom",this.#d),t.on("comm_live_update",this.#l)}close(){this.#r.off("msg:custom",this.#d),this.#r.off("comm_live_update",this.#l),this.#a()}send(t){this.seq+=1,this.#e(this.seq,t)}repeat(){for(let[t,{request:e}]of this.#s)W.has(e.kind)&&this.#e(t,e)}#e(t,e){try{this.#r.send(g(this.#i,t,e)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#o.lost()}}async ask(t){return(await this.fetch(t)).problem}fetch(t,e){return new Promise(i=>{let r=this.seq+1;this.#s.set(r,{request:t,resolve:i}),e&&this.#t.set(r,e),this.send(t)})}become(t){this.state=t,t==="lost"&&this.#a(),this.#o.changed()}#a(){for(let{resolve:t}of this.#s.values())t({problem:F,body:{}});this.#s.clear(),this.#t.clear()}#d=(t,e)=>{let i=$(t);if(!i||i.id!==null&&i.id!==this.#i)return;this.#o.heard();let r=i.kind==="rows"||i.seq===null?void 0:this.#s.get(i.seq);if(i.kind==="distributions")return this.#o.spread?.(i);if(!r||i.seq===null){(i.kind==="rows"||i.kind==="error")&&this.#o.message(i,e);return}if(i.kind==="answer"&&i.more)return this.#t.get(i.seq)?.(i.body);this.#s.delete(i.seq),this.#t.delete(i.seq);let s=i.kind==="error"?{message:i.message,hint:i.hint,fields:i.fields}:null;r.resolve({problem:s,body:i.kind==="answer"?i.body:{},buffer:e?.[0]})};#l=t=>{t===!1?this.become("lost"):this.#o.live()}};var Y=8e3,J={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},w=class{problem=null;#i;#s;#t;#r;silenced=()=>{};#o=!1;#e=!1;#a;constructor(t,e,i){this.#i=t,this.#s=e,this.#r=i,this.#t=new x(t,{message:r=>r.kind==="error"&&this.#b(r),heard:()=>this.#f(),changed:()=>{this.silenced(this.silent),this.#n()},lost:()=>this.#n(),live:()=>this.#d()});for(let r of e)t.on(`change:${r}`,this.#w)}close(){this.#e=!0,clearTimeout(this.#a);for(let t of this.#s)this.#i.off(`change:${t}`,this.#w);this.#t.close()}get(t){return this.#i.get(t)}get connection(){return J[this.#t.state]}get silent(){return this.#t.state==="silent"}get lost(){return this.#t.state==="lost"}again(){this.#t.become("open"),this.#t.repeat(),this.ask({kind:"hello"})}async ask(t){return this.problem=null,(await this.fetch(t)).problem}async fetch(t){let e=this.#t.fetch(t);this.#l();let i=await e;return this.problem=i.problem,this.#n(),i}#d(){this.#t.send({kind:"hello"}),this.#l(),this.#n()}#l(){clearTimeout(this.#a),!this.lost&&(this.#a=setTimeout(()=>this.#t.become("silent"),Y))}#f(){clearTimeout(this.#a),this.#t.state!=="open"&&this.#t.become("open")}#b({message:t,hint:e}){this.problem={message:t,hint:e},this.#n()}#w=()=>{this.#f(),this.#n()};#n(){this.#o||this.#e||(this.#o=!0,queueMicrotask(()=>{this.#o=!1,this.#e||this.#r()}))}};var c=30,p=8,y=5e5,L=16;function K(o,t){let e=Math.floor(o/c);return{first:Math.max(0,e-L),last:Math.min(t,e+p+1+L)}}var k=class{element=l("div",{class:"options",role:"listbox",id:"options"});#i=l("div",{class:"space",role:"presentation"});#s=new Map;#t=new Map;#r=0;#o=-1;#e="";#a;constructor(t){this.#a=t,this.element.append(this.#i),this.element.addEventListener("scroll",()=>t.moved()),this.element.addEventListener("pointerdown",e=>e.preventDefault()),this.element.addEventListener("click",e=>{let i=e.target instanceof Element?e.target.closest(".option"):null;i instanceof HTMLElement&&t.pick(Number(i.dataset.index))})}get count(){return this.#r}get active(){return this.#o}get wanted(){return K(this.element.scrollTop,this.#r)}at(t){return this.#s.get(t)??null}clear(){this.#s.clear(),this.element.scrollTop=0,this.#o=-1}take({first:t,ids:e,texts:i}){let{first:r,last:s}=this.wanted;for(let n of this.#s.keys())(n<r-p||n>s+p)&&this.#s.delete(n);e.forEach((n,d)=>{let f=i[d];typeof n=="string"&&typeof f=="string"?this.#s.set(t+d,{id:n,text:f}):this.#s.delete(t+d)})}activate(t){if(this.#o=this.#r===0?-1:Math.max(0,Math.min(t,this.#r-1)),this.#o<0)return;let{element:e}=this,i=this.#o*c;i<e.scrollTop?e.scrollTop=i:i+c>e.scrollTop+e.clientHeight&&(e.scrollTop=i+c-e.clientHeight),this.#a.moved()}get activeId(){return this.#t.has(this.#o)?`option-${this.#o}`:null}paint(t,e){this.#r=Math.min(t,y),this.#e=e??"",this.#o>=this.#r&&(this.#o=this.#r-1),this.#i.style.height=`${this.#r*c}px`;let{first:i,last:r}=this.wanted;for(let[s,n]of this.#t)s>=i&&s<r||(n.remove(),this.#t.delete(s));for(let s=i;s<r;s+=1)this.#d(s)}#d(t){let e=this.#t.get(t);e||(e=l("div",{class:"option",role:"option",id:`option-${t}`,"aria-posinset":t+1,"data-index":t,dir:"auto"}),e.style.top=`${t*c}px`,this.#t.set(t,e),this.#i.append(e));let i=this.#s.get(t);a(e,"aria-setsize",this.#r),a(e,"aria-selected",String(i!==void 0&&i.id===this.#e)),a(e,"aria-busy",i?null:"true"),a(e,"data-active",t===this.#o?"true":null),u(e,i?E(i.text):""),a(e,"title",i?i.text.slice(0,300):null)}};function j(o,t){let e=l("button",{type:"button",class:"button again",hidden:!0},"Retry");e.addEventListener("click",()=>o.again()),o.silenced=i=>a(e,"hidden",!i),t.after(e)}var Q=200,M=class{#i;#s=l("label",{class:"label",for:"box",dir:"auto"});#t=l("input",{id:"box",class:"field-box",type:"text",role:"combobox","aria-expanded":"false","aria-controls":"options","aria-haspopup":"listbox",autocomplete:"off",spellcheck:"false",dir:"auto",placeholder:"Pick one"});#r=l("button",{type:"button",class:"button plain","aria-label":"Clear",title:"Clear"},T(_.clear));#o=l("button",{type:"button",class:"button plain arrow","aria-label":"Show all",tabindex:-1},T(_.down));#e=new k({moved:()=>this.#L(),pick:t=>this.#E(t)});#a=l("div",{class:"list-note",role:"status",dir:"auto"});#d=l("button",{type:"button",class:"button"},"Retry");#l=l("div",{class:"list",popover:"manual"},this.#e.element,l("div",{class:"list-foot"},this.#a,this.#d));#f=l("div",{class:"box"},this.#t,this.#r,this.#o);#b=l("div",{class:"field-why",dir:"auto",role:"status"});#w=l("div",{class:"picker"},this.#s,this.#f,this.#b,this.#l);#n=!1;#u="";#m=!1;#y=null;#M=-1;#S=!1;#h;#T=new IntersectionObserver(t=>t.at(-1)?.isIntersecting||this.#v());constructor(t,e){this.#i=new w(t,["state","value","label"],()=>this.#p()),j(this.#i,this.#b);let i=this.#t;i.addEventListener("input",()=>this.#j()),i.addEventListener("click",()=>this.#g()),i.addEventListener("keydown",r=>this.#I(r)),i.addEventListener("blur",()=>this.#v());for(let r of[this.#r,this.#o])r.addEventListener("pointerdown",s=>s.preventDefault());this.#r.addEventListener("click",()=>{this.#N(null)}),this.#o.addEventListener("click",()=>this.#n?this.#v():this.#g()),this.#d.addEventListener("pointerdown",r=>r.preventDefault()),this.#d.addEventListener("click",()=>{this.#i.silent?this.#i.again():this.#i.ask({kind:"retry"})}),e.append(this.#w),addEventListener("scroll",this.#x,!0),addEventListener("resize",this.#x),this.#p()}close(){removeEventListener("scroll",this.#x,!0),removeEventListener("resize",this.#x),this.#T.disconnect(),clearTimeout(this.#h),this.#i.close()}get#c(){return this.#i.get("state")}get#k(){return this.#h===void 0&&this.#u===this.#c.search&&this.#M===this.#c.generation}#p(){let t=this.#c,e=this.#i;u(this.#s,e.get("label")),a(this.#s,"hidden",!e.get("label")),!this.#n&&this.#t.value!==t.chosen&&(this.#t.value=t.chosen),this.#t.readOnly=!t.can_search,a(this.#t,"aria-autocomplete",t.can_search?"list":"none"),a(this.#r,"hidden",e.get("value")===null),this.#t.disabled=this.#r.disabled=this.#o.disabled=e.lost;let i=this.#n&&e.silent;u(this.#b,i?"":e.connection||N(e.problem)),this.#n&&this.#O()}#O(){let t=this.#c,e=t.row_count??0;this.#e.paint(e,this.#i.get("value")),a(this.#t,"aria-activedescendant",this.#e.activeId);let i=Math.min(p,Math.max(1,this.#e.count))*c;this.#e.element.style.height=`${i}px`,a(this.#e.element,"hidden",e===0),this.#l.dataset.waiting=String(!this.#k);let r=this.#i.silent?this.#i.connection:t.error?.message,s=r||(t.row_count===null||!this.#k?"Searching…":e===0?t.search?`Nothing found for “${t.search}”`:"No rows":e>y?`${b(e)} rows, the first ${b(y)} here: search to narrow`:`${b(e)}${t.has_more?"+":""} ${e===1?"row":"rows"}`);u(this.#a,s),this.#l.dataset.mood=r?"bad":"good",a(this.#d,"hidden",!r),this.#A(),this.#x()}async#A(){let{generation:t,has_more:e,busy:i}=this.#c,{first:r,last:s}=this.#e.wanted,n=this.#y;if(this.#S||n&&n.first===r&&n.last===s&&n.generation===t)return;this.#y={first:r,last:s,generation:t},this.#S=!0,e&&!i&&s>=this.#e.count&&this.#i.ask({kind:"load_more"});let{problem:d,body:f}=await this.#i.fetch({kind:"set_viewport",first:r,last:s,top:r,generation:t});this.#S=!1,!d&&this.#n&&this.#$(f)}#$(t){if(t.generation<this.#c.generation)return this.#p();t.generation!==this.#M&&this.#u!==this.#c.search||(this.#M=t.generation,this.#e.take(t),this.#e.active<0&&this.#u&&this.#e.activate(0),this.#p(),this.#m&&this.#k&&this.#E(Math.max(0,this.#e.active)))}#L(){this.#n&&this.#O()}#g(){if(this.#n||this.#i.lost)return;this.#n=!0,this.#l.showPopover?.(),this.#T.observe(this.#f),a(this.#t,"aria-expanded","true"),this.#t.select(),this.#y=null,this.#p();let{place:t}=this.#c;typeof t=="number"&&this.#e.activate(t)}#v(){this.#n&&(this.#n=this.#m=!1,this.#T.disconnect(),clearTimeout(this.#h),this.#h=void 0,this.#l.hidePopover?.(),a(this.#t,"aria-expanded","false"),a(this.#t,"aria-activedescendant",null),this.#u&&this.#_(""),this.#e.clear(),this.#t.value=this.#c.chosen,this.#p())}#x=()=>{if(!this.#n)return;let{left:t,top:e,bottom:i,width:r}=this.#f.getBoundingClientRect(),{style:s,offsetHeight:n}=this.#l,d=i+n+4>innerHeight&&e-n-4>0;s.left=`${t}px`,s.width=`${r}px`,s.top=`${d?e-n-3:i+3}px`};#j(){this.#g(),this.#m=!1,clearTimeout(this.#h),this.#h=setTimeout(()=>{this.#h=void 0,this.#_(this.#t.value.trim()),this.#p()},Q),this.#p()}#_(t){t!==this.#u&&(this.#u=t,this.#e.clear(),this.#i.ask({kind:"set_search",text:t}))}#E(t){let e=this.#e.at(t);e&&(this.#m=!1,this.#N(e.id,e.text))}async#N(t,e=""){this.#v(),this.#t.value=e,await this.#i.ask({kind:"pick",row:t})}#I(t){if(t.stopPropagation(),t.isComposing)return;let{active:e,count:i}=this.#e,r={ArrowDown:1,ArrowUp:-1,PageDown:p,PageUp:-p},s=Object.hasOwn(r,t.key)?r[t.key]:void 0;if(t.key==="Escape"&&this.#n)this.#v();else if(t.key==="Enter"&&this.#n)this.#C();else if(s!==void 0&&!this.#n)this.#g();else if(s!==void 0)this.#e.activate(e<0&&s<0?i-1:e+s);else if(t.key==="Enter"||t.key===" "&&this.#t.readOnly)this.#g();else return;t.preventDefault()}#C(){this.#k?this.#e.active>=0&&this.#E(this.#e.active):this.#m=!0,this.#h!==void 0&&(clearTimeout(this.#h),this.#h=void 0,this.#_(this.#t.value.trim()))}};var I=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));

  /* For all that scrolls: left to itself Firefox paints white ones on dark paper. */
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

/* Not their ::before and ::after: the browser would compute both for every element. */
* { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
/* Most changes are stored before anybody could read that they are on their way. */
@keyframes dn-late { from, 99% { visibility: hidden; } }
.button.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; animation: dn-late 0.4s; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; gap: 6px; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { flex: 1; font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.sending { padding-right: 8px; color: var(--soft); font-style: italic; }
.underway .failure { min-height: 26px; padding: 5px 8px 5px 12px; }
.underway-why { padding: 6px 12px; border-bottom: 1px solid var(--hairline); color: var(--ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-text .underway-why { padding: 0; border: 0; }
.underway-why:empty { display: none; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;var Z={content:{data:{}}};async function tt(o){try{let t=await o.widget_manager?.get_model(o.get("_model_key"));return t?.comm&&t._handle_comm_msg?t:null}catch{return null}}async function C(o){let t=await tt(o);if(t)try{await t._handle_comm_msg(Z)}catch{let e=Object.getPrototypeOf(Object.getPrototypeOf(t))._handle_comm_msg;t.comm.on_msg(i=>e.call(t,i)),t.comm_live&&t.comm.send({method:"request_state"})}}function et(o,t){let e=o.dataset.jpThemeLight;if(e==="true")return"light";if(e==="false")return"dark";for(let i of[o,t]){if(i.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(i.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function z(o){let{body:t,documentElement:e}=document;function i(){let n=et(t,e);n?o.dataset.theme=n:delete o.dataset.theme}let r=new MutationObserver(i),s={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return r.observe(t,s),r.observe(e,s),i(),()=>r.disconnect()}function R({model:o}){try{o.send(g(v(),0,{kind:"hello"}))}catch{}}function H({model:o,el:t},e,i,r){let s=document.createElement("div");s.className=e,s.dataset.lmSuppressShortcuts="true";let n=s.attachShadow({mode:"open"}),d=new CSSStyleSheet;d.replaceSync(I+i),n.adoptedStyleSheets=[d],t.append(s);let f=z(s);C(o);let D=r(o,n,s);return()=>{f(),D.close(),s.remove()}}var q=`/* What the small widgets share: a framed panel with a status line. */
.frame {
  display: flex;
  flex-direction: column;
  min-height: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  min-height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
}
.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.foot .age { white-space: nowrap; }
.foot[data-mood="bad"] .news { color: var(--bad-ink); }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="warn"] .dot { background: var(--warn); }
.foot[data-mood="bad"] .dot { background: var(--bad); }
.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }
.chip:empty { display: none; }
.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }
.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }
`;var P=`/* The look of a dropdown. */

.picker { display: flex; flex-direction: column; gap: 3px; min-width: 160px; max-width: 420px; color: var(--ink); font: 13px/1.4 var(--font); }
.label { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.box { position: relative; display: flex; align-items: center; }
.box .field-box { padding-right: 58px; cursor: text; text-overflow: ellipsis; }
.field-box:read-only { cursor: pointer; }
.field-box:disabled { background: var(--raised); color: var(--soft); }
.box .button { position: absolute; right: 30px; height: 22px; }
.box .arrow { right: 4px; }
.box .button:focus-visible { outline-offset: -1px; }

.list {
  position: fixed;
  inset: auto;
  margin: 0;
  padding: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.list:not(:popover-open) { display: none; }
.options { position: relative; overflow: auto; scrollbar-width: thin; }
.list[data-waiting="true"] .options { opacity: 0.5; }
.space { position: relative; }
.option {
  position: absolute;
  right: 0;
  left: 0;
  height: 30px;
  padding: 0 10px;
  overflow: hidden;
  cursor: default;
  line-height: 30px;
  text-overflow: ellipsis;
  unicode-bidi: isolate;
  white-space: nowrap;
}
.option:hover { background: var(--hover); }
.option[data-active] { background: var(--picked); box-shadow: inset 2px 0 0 var(--accent); }
.option[aria-selected="true"] { font-weight: 600; }
.option[aria-busy]::before { display: block; width: 55%; height: 9px; margin-top: 10px; border-radius: 4px; background: var(--bone); content: ""; animation: dn-breathe 1.6s ease-in-out infinite; }
.list-foot { display: flex; align-items: center; gap: 8px; min-height: 26px; padding: 2px 4px 2px 10px; border-top: 1px solid var(--line); background: var(--raised); color: var(--soft); font-size: 12px; }
.list-note { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list[data-mood="bad"] .list-note { color: var(--bad-ink); }
.again { align-self: flex-start; margin-top: 4px; }

@media (prefers-reduced-motion: reduce) {
  .option[aria-busy]::before { animation: none; }
}
@media (forced-colors: active) {
  .option[data-active] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
}
`;var rt=o=>H(o,"diorama-picker",q+P,(t,e)=>new M(t,e)),Ht={initialize:R,render:rt};export{Ht as default};
