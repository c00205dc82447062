<?xml version="1.0" encoding="UTF-8"?>
<!-- The house style of Decree 30/2020/NĐ-CP (annex I) for Word: a paper's XHTML becomes a Flat OPC package, one
     pkg:part a file. Lengths are twips (1 mm = 56.7). Says no word of its own; the page number is a field. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:svg="http://www.w3.org/2000/svg"
    xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
    xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
    xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" exclude-result-prefixes="h svg">
  <xsl:import href="paper-styles.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:param name="created"/>
  <xsl:variable name="footer" select="/h:html/h:body/h:footer"/>
  <xsl:variable name="mark">
    <xsl:choose>
      <xsl:when test="contains(/h:html/h:body/@class, 'cancelled')">ĐÃ HỦY</xsl:when>
      <xsl:when test="contains(/h:html/h:body/@class, 'replaced')">ĐÃ THAY THẾ</xsl:when>
      <xsl:when test="contains(/h:html/h:body/@class, 'draft')">DỰ THẢO</xsl:when>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="office" select="'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'"/>
  <xsl:variable name="word" select="'application/vnd.openxmlformats-officedocument.wordprocessingml.'"/>

  <!-- the package -->
  <xsl:template match="/h:html">
    <pkg:package>
      <pkg:part pkg:name="/_rels/.rels" pkg:contentType="application/vnd.openxmlformats-package.relationships+xml">
        <pkg:xmlData><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
          <Relationship Id="rId1" Type="{$office}officeDocument" Target="word/document.xml"/>
          <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
        </Relationships></pkg:xmlData>
      </pkg:part>
      <pkg:part pkg:name="/docProps/core.xml" pkg:contentType="application/vnd.openxmlformats-package.core-properties+xml">
        <pkg:xmlData><cp:coreProperties>
          <dc:title><xsl:value-of select="h:head/h:title"/></dc:title>
          <dc:language>vi-VN</dc:language>
          <dcterms:created xsi:type="dcterms:W3CDTF"><xsl:value-of select="$created"/></dcterms:created>
          <dcterms:modified xsi:type="dcterms:W3CDTF"><xsl:value-of select="$created"/></dcterms:modified>
        </cp:coreProperties></pkg:xmlData>
      </pkg:part>
      <pkg:part pkg:name="/word/_rels/document.xml.rels" pkg:contentType="application/vnd.openxmlformats-package.relationships+xml">
        <pkg:xmlData><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
          <Relationship Id="rId1" Type="{$office}styles" Target="styles.xml"/>
          <Relationship Id="rId2" Type="{$office}header" Target="header1.xml"/>
          <Relationship Id="rId3" Type="{$office}header" Target="header2.xml"/>
          <Relationship Id="rId5" Type="{$office}settings" Target="settings.xml"/>
          <xsl:if test="$footer"><Relationship Id="rId4" Type="{$office}footer" Target="footer1.xml"/></xsl:if>
        </Relationships></pkg:xmlData>
      </pkg:part>
      <pkg:part pkg:name="/word/styles.xml" pkg:contentType="{$word}styles+xml">
        <pkg:xmlData><xsl:call-template name="styles"/></pkg:xmlData>
      </pkg:part>
      <!-- Word 2013 and later: tables begin at the margin, not one cell padding outside it -->
      <pkg:part pkg:name="/word/settings.xml" pkg:contentType="{$word}settings+xml">
        <pkg:xmlData><w:settings><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings></pkg:xmlData>
      </pkg:part>
      <pkg:part pkg:name="/word/header1.xml" pkg:contentType="{$word}header+xml">
        <pkg:xmlData><w:hdr><w:p><w:pPr><w:pStyle w:val="page-number"/></w:pPr>
          <xsl:call-template name="mark"><xsl:with-param name="id">mark1</xsl:with-param></xsl:call-template>
          <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
        </w:p></w:hdr></pkg:xmlData>
      </pkg:part>
      <pkg:part pkg:name="/word/header2.xml" pkg:contentType="{$word}header+xml">
        <pkg:xmlData><w:hdr><w:p><w:pPr><w:pStyle w:val="page-number"/></w:pPr>
          <xsl:call-template name="mark"><xsl:with-param name="id">mark2</xsl:with-param></xsl:call-template>
        </w:p></w:hdr></pkg:xmlData>
      </pkg:part>
      <xsl:apply-templates select="$footer"/>
      <pkg:part pkg:name="/word/document.xml" pkg:contentType="{$word}document.main+xml">
        <pkg:xmlData><w:document><w:body><xsl:apply-templates select="h:body/h:article"/></w:body></w:document></pkg:xmlData>
      </pkg:part>
    </pkg:package>
  </xsl:template>

  <!-- across every page: of a draft, of a paper that no longer stands -->
  <xsl:template name="mark">
    <xsl:param name="id"/>
    <xsl:if test="string($mark)">
      <w:r><w:pict>
        <v:shapetype id="{$id}t" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
          <v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
          <v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>
        </v:shapetype>
        <v:shape id="{$id}" type="#{$id}t" alt="" fillcolor="#e1e1e1" stroked="f" style="position:absolute;width:430pt;height:90pt;rotation:325;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
          <v:textpath style="font-family:&quot;Times New Roman&quot;;font-weight:bold" string="{$mark}"/>
        </v:shape>
      </w:pict></w:r>
    </xsl:if>
  </xsl:template>

  <!-- the code of the journal's head: a small QR (11 mm) and the words beside it -->
  <xsl:template match="h:footer">
    <pkg:part pkg:name="/word/_rels/footer1.xml.rels" pkg:contentType="application/vnd.openxmlformats-package.relationships+xml">
      <pkg:xmlData><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{$office}image" Target="media/qr.png"/></Relationships></pkg:xmlData>
    </pkg:part>
    <pkg:part pkg:name="/word/footer1.xml" pkg:contentType="{$word}footer+xml">
      <pkg:xmlData><w:ftr><w:p><w:pPr><w:pStyle w:val="anchor"/></w:pPr>
        <w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
          <wp:extent cx="396000" cy="396000"/><wp:docPr id="1" name="QR" descr="QR"/>
          <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
            <pic:nvPicPr><pic:cNvPr id="1" name="qr.png"/><pic:cNvPicPr/></pic:nvPicPr>
            <pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
            <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="396000" cy="396000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
          </pic:pic></a:graphicData></a:graphic>
        </wp:inline></w:drawing></w:r>
        <w:r><w:tab/></w:r><xsl:apply-templates select="h:p/node()" mode="run"/>
      </w:p></w:ftr></pkg:xmlData>
    </pkg:part>
  </xsl:template>

  <!-- sheets: each a section with its own orientation and page numbers -->
  <xsl:template match="h:article">
    <xsl:apply-templates/>
    <xsl:choose>
      <xsl:when test="following-sibling::h:article">
        <w:p><w:pPr><w:pStyle w:val="end"/><xsl:call-template name="section"/></w:pPr></w:p>
      </xsl:when>
      <xsl:otherwise><w:p><w:pPr><w:pStyle w:val="end"/></w:pPr></w:p><xsl:call-template name="section"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="section">
    <w:sectPr>
      <w:headerReference w:type="default" r:id="rId2"/><w:headerReference w:type="first" r:id="rId3"/>
      <xsl:if test="$footer"><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="first" r:id="rId4"/></xsl:if>
      <w:type w:val="nextPage"/>
      <xsl:choose>
        <xsl:when test="contains(@class, 'landscape')"><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></xsl:when>
        <xsl:otherwise><w:pgSz w:w="11906" w:h="16838"/></xsl:otherwise>
      </xsl:choose>
      <w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="227" w:gutter="0"/>
      <w:pgNumType w:start="1"/><w:titlePg/>
    </w:sectPr>
  </xsl:template>

  <!-- blocks -->
  <xsl:template match="h:p | h:h1 | h:h2">
    <w:p>
      <w:pPr>
        <w:pStyle>
          <xsl:attribute name="w:val">
            <xsl:choose>
              <xsl:when test="ancestor::h:div[@class='proof']">proof</xsl:when>
              <xsl:when test="parent::h:td[@class='recipients'] and not(@class)">recipient</xsl:when>
              <xsl:when test="@class"><xsl:value-of select="@class"/></xsl:when>
              <xsl:when test="self::h:p">body</xsl:when>
              <xsl:otherwise><xsl:value-of select="local-name()"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
        </w:pStyle>
        <xsl:if test="ancestor::h:div[@class='ending']"><w:keepNext/><w:keepLines/></xsl:if>
      </w:pPr>
      <xsl:apply-templates mode="run"/>
    </w:p>
    <xsl:call-template name="rule-below"/>
  </xsl:template>

  <!-- The rule under agency, motto and subject is the top border of an empty line, indented to its length: about two
       fifths of the words, told from their number of letters (as in the PDF); under the motto, all of it. -->
  <xsl:template name="rule-below">
    <xsl:variable name="letters">
      <xsl:for-each select="text()"><xsl:sort select="string-length()" data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="string-length()"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="page"><xsl:call-template name="width"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="@class = 'agency'"><xsl:call-template name="rule"><xsl:with-param name="room" select="$page * 0.375"/><xsl:with-param name="length" select="$letters * 59.5"/></xsl:call-template></xsl:when>
      <xsl:when test="@class = 'motto'"><xsl:call-template name="rule"><xsl:with-param name="room" select="$page * 0.625"/><xsl:with-param name="length" select="$letters * 115"/></xsl:call-template></xsl:when>
      <xsl:when test="@class = 'subject' and $letters &gt; 64"><xsl:call-template name="rule"><xsl:with-param name="room" select="$page"/><xsl:with-param name="length" select="64 * 51"/></xsl:call-template></xsl:when>
      <xsl:when test="@class = 'subject'"><xsl:call-template name="rule"><xsl:with-param name="room" select="$page"/><xsl:with-param name="length" select="$letters * 51"/></xsl:call-template></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="rule">
    <xsl:param name="room"/><xsl:param name="length"/>
    <xsl:variable name="indent" select="round(($room - $length) div 2)"/>
    <w:p><w:pPr><w:pStyle w:val="rule"/><w:ind w:left="{$indent}" w:right="{$indent}" w:firstLine="0"/></w:pPr></w:p>
  </xsl:template>

  <!-- the width between the margins, in twips -->
  <xsl:template name="width">
    <xsl:choose><xsl:when test="contains(ancestor::h:article/@class, 'landscape')">14003</xsl:when><xsl:otherwise>9071</xsl:otherwise></xsl:choose>
  </xsl:template>

  <xsl:template match="h:div"><xsl:apply-templates/></xsl:template>

  <!-- tables without lines: the head, the signatures -->
  <xsl:template match="h:table[@class='head'] | h:table[@class='signs']">
    <xsl:variable name="page"><xsl:call-template name="width"/></xsl:variable>
    <w:tbl>
      <w:tblPr><w:tblW w:w="{$page}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
      <w:tblGrid><xsl:for-each select="h:tr[1]/h:td"><w:gridCol><xsl:attribute name="w:w"><xsl:call-template name="plain-width"/></xsl:attribute></w:gridCol></xsl:for-each></w:tblGrid>
      <xsl:for-each select="h:tr">
        <w:tr><w:trPr><w:cantSplit/></w:trPr>
          <xsl:for-each select="h:td">
            <w:tc><w:tcPr><w:tcW w:type="dxa"><xsl:attribute name="w:w"><xsl:call-template name="plain-width"/></xsl:attribute></w:tcW></w:tcPr>
              <xsl:apply-templates/>
              <xsl:if test="not(*)"><w:p><w:pPr><w:pStyle w:val="recipient"/></w:pPr></w:p></xsl:if>
            </w:tc>
          </xsl:for-each>
        </w:tr>
      </xsl:for-each>
    </w:tbl>
    <xsl:if test="@class = 'head'"><w:p><w:pPr><w:pStyle w:val="end"/></w:pPr></w:p></xsl:if>
  </xsl:template>

  <xsl:template name="plain-width">
    <xsl:variable name="page"><xsl:call-template name="width"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="../../@class = 'signs'"><xsl:value-of select="floor($page div count(../h:td))"/></xsl:when>
      <xsl:when test="position() = 1"><xsl:value-of select="round($page * 0.375)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="round($page * 0.625)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- lists: lines around every cell, the header row on every page, no row over two pages -->
  <xsl:template match="h:table">
    <xsl:variable name="page"><xsl:call-template name="width"/></xsl:variable>
    <xsl:variable name="size"><xsl:choose><xsl:when test="contains(@class, 'small')">22</xsl:when><xsl:otherwise>24</xsl:otherwise></xsl:choose></xsl:variable>
    <w:tbl>
      <w:tblPr><w:tblStyle w:val="list"/><w:tblW w:w="{$page}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>
      <w:tblGrid><xsl:for-each select="h:colgroup/h:col"><w:gridCol w:w="{round($page * substring-before(substring-after(@style, ':'), '%') div 100)}"/></xsl:for-each></w:tblGrid>
      <xsl:for-each select="h:thead/h:tr">
        <w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>
          <xsl:for-each select="h:th"><w:tc><w:tcPr><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="cell"/><w:keepNext/><w:jc w:val="center"/></w:pPr>
            <xsl:apply-templates mode="run"><xsl:with-param name="bold" select="true()"/><xsl:with-param name="size" select="$size"/></xsl:apply-templates></w:p></w:tc></xsl:for-each>
        </w:tr>
      </xsl:for-each>
      <xsl:for-each select="h:tbody/h:tr">
        <w:tr><w:trPr><w:cantSplit/></w:trPr>
          <xsl:for-each select="h:td"><w:tc><w:tcPr><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="cell"/><xsl:if test="@class = 'c'"><w:jc w:val="center"/></xsl:if></w:pPr>
            <xsl:apply-templates mode="run"><xsl:with-param name="bold" select="../@class = 'sum'"/><xsl:with-param name="size" select="$size"/></xsl:apply-templates></w:p></w:tc></xsl:for-each>
        </w:tr>
      </xsl:for-each>
    </w:tbl>
    <w:p><w:pPr><w:pStyle w:val="after-list"/></w:pPr></w:p>
  </xsl:template>

  <!-- words -->
  <xsl:template match="text()" mode="run">
    <xsl:param name="bold" select="false()"/><xsl:param name="size"/>
    <w:r>
      <xsl:if test="$bold or $size"><w:rPr><xsl:if test="$bold"><w:b/></xsl:if><xsl:if test="$size"><w:sz w:val="{$size}"/></xsl:if></w:rPr></xsl:if>
      <w:t xml:space="preserve"><xsl:value-of select="."/></w:t>
    </w:r>
  </xsl:template>
  <xsl:template match="h:b" mode="run">
    <xsl:param name="size"/>
    <xsl:apply-templates mode="run"><xsl:with-param name="bold" select="true()"/><xsl:with-param name="size" select="$size"/></xsl:apply-templates>
  </xsl:template>
  <xsl:template match="h:br" mode="run"><w:r><w:br/></w:r></xsl:template>
</xsl:stylesheet>
